"""The commands of the command line; each room is loaded when one of its commands is called."""
