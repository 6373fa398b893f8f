"""Comparisons of policies with a base: differences, breakdowns, equal budgets and what a gain costs."""
