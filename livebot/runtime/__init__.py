"""The shell around the engine: room loop, executor, clock, tasks."""
