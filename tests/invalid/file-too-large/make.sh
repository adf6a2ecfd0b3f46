head -c 2200000 /dev/zero | tr '\0' '#' > rules/large.yml
