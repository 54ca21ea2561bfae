#!/bin/sh
# Install Debian packages as root: no service is started, no database cluster is made, none is enabled for
# the next start of the machine that was not there before. Everything changed for that is put back at the end.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

root=${INSTALL_ROOT:-} # another root for the tests
policy=$root/usr/sbin/policy-rc.d
clusters=$root/etc/postgresql-common/createcluster.d
mark="# put here by the portal's install.sh, removed when it ends"

had() { dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }
had redis-server && redis_before=yes || redis_before=no

put_back() {
    [ -f "$clusters/motcua.conf" ] && rm -f "$clusters/motcua.conf"
    if [ -f "$policy.before-motcua" ]; then
        mv -f "$policy.before-motcua" "$policy"
    elif grep -qsF "$mark" "$policy"; then
        rm -f "$policy"
    fi
    return 0
}
put_back # what a run that was killed left behind
trap put_back EXIT
trap 'exit 130' INT TERM HUP

[ -f "$policy" ] && mv "$policy" "$policy.before-motcua"
printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
chmod 755 "$policy"
mkdir -p "$clusters"
printf '%s\ncreate_main_cluster = false\n' "$mark" >"$clusters/motcua.conf"

said=$(mktemp)
trap 'put_back; rm -f "$said"' EXIT
quiet="-qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
{
    apt-get update $quiet &&
        apt-get install -y --no-install-recommends $quiet -o Dpkg::Options::=--force-confold "$@"
} >"$said" 2>&1 || {
    tail -n 20 "$said" >&2
    exit 1
}

if [ "$redis_before" = no ] && had redis-server; then
    update-rc.d redis-server disable >/dev/null 2>&1 || true
fi
