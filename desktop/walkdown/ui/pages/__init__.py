"""One page for each stage of a job."""
