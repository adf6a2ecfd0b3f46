mkdir ../shared && cp rules/good.yml ../shared/rule.yml
ln -s ../../shared rules/folder
ln -s ../../shared/rule.yml rules/linked.yml
