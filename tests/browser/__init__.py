"""What people see and do, in real Chromium against a real desk."""
