"""Domain records and the rules that need one record graph only."""
