"""What was said: tickets, their messages and notes, from intake to reply."""
