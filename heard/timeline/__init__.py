"""What happened: one fact, one row; history, audit, reports and reactions read it."""
