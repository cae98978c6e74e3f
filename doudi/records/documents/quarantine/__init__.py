"""检疫：an uploaded file is opened only in a process of its own, with limits, before anything of it is kept."""
