"""后台作业：how far the work is that goes on while one does something else."""
