"""What is kept: links and their ends, articles, resolutions, crawls."""
