"""The model beside California: lists of 2017 and 2018, yearly changes, counties, leaders; a forecast; before/after."""
