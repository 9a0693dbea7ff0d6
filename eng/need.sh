# has THING: whether a command, or the file of a full path, is there.
has() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# need THING PACKAGE...: installs the system's packages where the thing is missing; says clearly when it cannot.
need() {
  local thing=$1
  shift
  if has "$thing"; then return 0; fi
  echo "$thing is missing; installing $*"
  local root=()
  if [ "$(id -u)" -ne 0 ]; then root=(sudo -n); fi
  if ! has apt-get || { [ ${#root[@]} -gt 0 ] && ! has sudo; }; then
    echo "error: $thing is needed and cannot be installed from here; install $*" >&2
    return 1
  fi
  "${root[@]}" apt-get install -y -q "$@" </dev/null >/dev/null 2>&1 \
    || { "${root[@]}" apt-get update -q </dev/null >/dev/null && "${root[@]}" apt-get install -y -q "$@" </dev/null >/dev/null; } \
    || { echo "error: $thing is needed, and apt-get could not install $*" >&2; return 1; }
  has "$thing" || { echo "error: $* installed, but there is no $thing" >&2; return 1; }
}
