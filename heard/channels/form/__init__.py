"""The request form: a public page whose words become arrivals, and whose answers leave by mail."""
