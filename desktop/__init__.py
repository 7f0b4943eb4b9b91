"""Redress: the offline complaint desk for branches and their headquarters."""

__version__ = "0.1.0"
