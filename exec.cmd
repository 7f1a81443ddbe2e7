@rem The script "start" gives way to Node on a POSIX shell ("exec"), so that signals to npm reach it; cmd.exe finds this.
@%*
