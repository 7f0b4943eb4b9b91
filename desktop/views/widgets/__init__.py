"""The pieces every page is built with."""
