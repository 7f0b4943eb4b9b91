"""One site served to several desks."""
