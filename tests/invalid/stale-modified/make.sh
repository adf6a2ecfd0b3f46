commit() {
    git add rules
    GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1 git -c user.name=A -c user.email=a@example.org \
        -c commit.gpgsign=false commit -q -m "$2"
}
git init -q
commit 2026-03-02T12:00:00Z 'a rule'
sed -i 's/a.exe/b.exe/' rules/bad.yml
commit 2026-06-01T12:00:00Z 'another program'
