#!/bin/sh
# Installs Lintel's executable, once its checksum is that of the release:
#
#   curl -fsSL https://github.com/lintel-dev/lintel/releases/latest/download/install.sh | sh
#
# LINTEL_VERSION   such as v1.2.3; the newest release else
# LINTEL_INSTALL   the directory that it goes to; ~/.local/bin else
# LINTEL_RELEASES  where releases are; the address above else
#
# A lintel that is there is replaced, as a whole and last of all: whatever goes wrong leaves it as it is.
set -eu

main() {
    releases=${LINTEL_RELEASES:-https://github.com/lintel-dev/lintel/releases}
    if [ -n "${LINTEL_VERSION:-}" ]; then from=$releases/download/$LINTEL_VERSION; else from=$releases/latest/download; fi
    directory=${LINTEL_INSTALL:-$HOME/.local/bin}
    archive=lintel-$(platform).tar.gz || exit 1

    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
    fetch "$from/$archive" "$work/$archive"
    verify "$archive"
    tar -C "$work" -xzf "$work/$archive" lintel

    mkdir -p "$directory" || refuse "$directory can not be made: LINTEL_INSTALL names another"
    # In the same directory first: a move within it is whole or not at all, also while the old one runs.
    cp "$work/lintel" "$directory/.lintel.new" || refuse "$directory can not be written to: LINTEL_INSTALL names another"
    chmod 0755 "$directory/.lintel.new"
    mv -f "$directory/.lintel.new" "$directory/lintel"

    echo "lintel: $directory/lintel is $("$directory/lintel" --version)"
    case :$PATH: in
        *":$directory:"*) ;;
        *) echo "lintel: $directory is not on your PATH" ;;
    esac
}

refuse() {
    echo "install.sh: $1" >&2
    exit 1
}

platform() {
    system=$(uname -s)
    machine=$(uname -m)
    case $system/$machine in
        Linux/x86_64) echo linux-amd64 ;;
        Linux/aarch64 | Linux/arm64) echo linux-arm64 ;;
        Darwin/arm64) echo darwin-arm64 ;;
        *) refuse "there is no executable for $system on $machine. The container and the jar run there." ;;
    esac
}

fetch() {
    if command -v curl >/dev/null; then
        curl -fsSL -o "$2" "$1" || refuse "$1 can not be had"
    elif command -v wget >/dev/null; then
        wget -q -O "$2" "$1" || refuse "$1 can not be had"
    else
        refuse "neither curl nor wget is here"
    fi
}

verify() {
    wanted=$(awk -v name="$1" '$2 == name { print $1 }' "$work/SHA256SUMS")
    [ -n "$wanted" ] || refuse "SHA256SUMS does not name $1"
    if command -v sha256sum >/dev/null; then
        found=$(sha256sum "$work/$1")
    else
        found=$(shasum -a 256 "$work/$1")
    fi
    [ "${found%% *}" = "$wanted" ] || refuse "the checksum of $1 is ${found%% *}, and $wanted by SHA256SUMS: nothing is installed"
}

main
