#!/usr/bin/env bash
# Installs Debian packages as root and keeps the servers among them from running system-wide: we start private ones.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

apt=(apt-get -y -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
"${apt[@]}" update
"${apt[@]}" install --no-install-recommends "$@"

# Nor at the next boot, where a service manager runs.
if [[ -d /run/systemd/system ]]; then
  for package in "$@"; do
    case $package in
      rabbitmq-server | postgresql) systemctl disable --now "$package" || true ;;
    esac
  done
fi
