"""Intake: a complaint from the first word to the slip in the customer's hand."""
