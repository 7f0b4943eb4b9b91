"""The smoke test of the package."""
