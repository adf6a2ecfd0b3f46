mkfifo rules/pipe.yml
