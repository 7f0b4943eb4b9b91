"""The desk's daily pages: today, tickets, approvals."""
