"""Work after the commit: the outbox is claimed and carried out, here by one thread."""
