"""The manager's back office: the day's close, the exchange with headquarters, the system."""
