"""What drives the hall: buckets of sources, the processes that read them, what is kept between builds, progress."""
