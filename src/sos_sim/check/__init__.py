"""Check the model: stylised facts, joint patterns, benchmarks and published models, at one parameter set."""
