"""The pure core: events in, effects out. Reads no clock, no file, no socket, no random source."""
