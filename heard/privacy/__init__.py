"""What is remembered of people, for how long, and how it goes: export, erasure, retention."""
