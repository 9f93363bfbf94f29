"""The write side: one public function for each thing that a user does, each one transaction."""
