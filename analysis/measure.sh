#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Runs the shortest set of fio runs that identifies a machine: submission, file system, worker, wake-ups and device, on the
# file alone and on a loop device over it. docs/calibrate.md says what each is for.
set -euo pipefail

usage() {
  cat <<'END'
Usage: measure.sh [--dry-run] [--keep] --directory DIR --out DIR [--size SIZE] [--runtime SECONDS] [--repeat N]

Measures this machine's loop driver for loopsim calibrate. Needs root, fio 3, losetup and a DIR on the file system in
question. Writes nothing but the image DIR/loopsim-measure.img, which must not exist before and is removed at the end, and
in --out, which must be new or empty, fio's output of every run and table.yaml, which loopsim calibrate and loopsim
validate read.

  --directory DIR    where the image goes; its file system is what is measured
  --out DIR          where fio's output goes
  --device NAME      what the machine file calls the device under that file system (default disk)
  --size SIZE        of the image (default 4G)
  --runtime SECONDS  of each run, after a ramp of one second (default 5)
  --repeat N         runs of each configuration (default 3)
  --dry-run          print the commands and do nothing
  --keep             leave the image
END
}

image_name=loopsim-measure.img
loop_device=
image=
keep=no
dry_run=no

fail() {
  printf 'measure.sh: %s\n' "$1" >&2
  exit 1
}

# A command that changes something: run, or printed with --dry-run.
act() {
  if [[ $dry_run == yes ]]; then
    printf '%q ' "$@"
    printf '\n'
  else
    "$@"
  fi
}

# Whatever was made is taken away, in the opposite order, however the script ends.
clean_up() {
  if [[ -n $loop_device ]]; then act losetup --detach "$loop_device" || true; fi
  if [[ -n $image && $keep == no ]]; then act rm -f -- "$image"; fi
}

need() {
  command -v "$1" >/dev/null || fail "$1 is missing"
}

parse() {
  directory='' out='' device=disk size=4G runtime=5 repeat=3
  while (($# > 0)); do
    case $1 in
      --dry-run) dry_run=yes ;;
      --keep) keep=yes ;;
      --directory | --out | --device | --size | --runtime | --repeat)
        (($# > 1)) || fail "$1 needs a value"
        printf -v "${1#--}" '%s' "$2"
        shift
        ;;
      -h | --help)
        usage
        exit 0
        ;;
      *)
        usage >&2
        exit 2
        ;;
    esac
    shift
  done
  [[ -n $directory && -n $out ]] || {
    usage >&2
    exit 2
  }
  [[ $size =~ ^[1-9][0-9]*[MG]$ ]] || fail "--size: expected a number with M or G, got '$size'"
  [[ $device =~ ^[A-Za-z0-9][A-Za-z0-9_+-]*$ ]] || fail "--device: expected a name, got '$device'"
  [[ $runtime =~ ^[1-9][0-9]*$ ]] || fail "--runtime: expected seconds, got '$runtime'"
  [[ $repeat =~ ^[1-9][0-9]*$ ]] || fail "--repeat: expected a number, got '$repeat'"
}

check() {
  [[ -d $directory ]] || fail "--directory: $directory is no directory"
  image=$(cd -- "$directory" && pwd -P)/$image_name
  [[ ! -e $image && ! -L $image ]] || fail "$image exists; this script touches no file but its own"
  if [[ -e $out ]]; then
    [[ -d $out && -z $(ls -A -- "$out") ]] || fail "--out: $out is not an empty directory"
  fi
  if [[ $dry_run == yes ]]; then return; fi
  ((EUID == 0)) || fail "needs root, for losetup"
  need fio
  need losetup
  local free wanted
  free=$(df --output=avail -B1M -- "$directory" | tail -n 1)
  wanted=${size%[MG]}
  if [[ $size == *G ]]; then wanted=$((wanted * 1024)); fi
  ((free > wanted + 512)) || fail "--size: $directory has ${free} MiB free, too little for $size"
  (set -o noclobber && : >"$image") || fail "cannot create $image"
}

# run_fio TARGET FILE RW JOBS DEPTH ENGINE: one configuration, $repeat times. TARGET and the rest are in the file's name, since
# fio's output does not say them all.
run_fio() {
  local target=$1 file=$2 rw=$3 jobs=$4 depth=$5 engine=$6 repetition name
  for ((repetition = 1; repetition <= repeat; ++repetition)); do
    name=$target-$rw-${jobs}x$depth-$engine-r$repetition
    act fio --name="$name" --filename="$file" --rw="$rw" --numjobs="$jobs" --iodepth="$depth" --ioengine="$engine" \
      --direct=1 --bs=4k --size="$size" --time_based --runtime="$runtime" --ramp_time=1 --group_reporting \
      --output-format=json+ --output="$out/$name.json"
  done
}

# The same jobs on the file and on the loop device: what differs is the driver. In this order the rows tell apart submission
# (file, one job), contention of many submitters (file, twelve), wake-up and worker (loop, depth 1), the worker alone (loop,
# depth 16) and all of it under load (loop, twelve jobs).
measure() {
  local target=$1 file=$2 rw
  for rw in randread randwrite; do
    run_fio "$target" "$file" "$rw" 1 1 libaio
    run_fio "$target" "$file" "$rw" 1 16 libaio
    run_fio "$target" "$file" "$rw" 12 1 libaio
    run_fio "$target" "$file" "$rw" 12 16 libaio
  done
  run_fio "$target" "$file" randread 12 1 psync
}

# entry TARGET: the entry of table.yaml for the runs on it.
entry() {
  local file list=''
  for file in "$out/$1"-*.json; do list+="${list:+, }$(basename -- "$file")"; done
  printf '  - {file: [%s], run: {kernel: "%s", sched: other, vcpus: %s, fs: %s, device: %s, target: %s, mapping: stable}}\n' \
    "$list" "$(uname -r)" "$(nproc)" "$(stat --file-system --format=%T -- "$directory")" "$device" "$1"
}

# What fio's output does not say. `machines` is to be pointed at the machine file that was fitted, for loopsim validate.
write_table() {
  {
    printf 'schema_version: 1\nname: measured\nquestion: How far is the simulation from the runs of measure.sh?\n'
    printf 'replications: 3\nsimulate: {runtime: 500ms, ramp_time: 100ms, file_size: %siB}\n' "$size"
    printf 'machines:\n  this: {file: machine.yaml}\nmeasurements:\n'
    entry file
    entry loop
  } >"$out/table.yaml"
}

main() {
  parse "$@"
  check
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  act mkdir -p -- "$out"
  act fallocate --length "$size" "$image"
  # Written once in order, so that no run allocates or converts.
  act fio --name=fill --filename="$image" --rw=write --bs=1m --direct=1 --ioengine=libaio --iodepth=16 --size="$size" \
    --output=/dev/null
  measure file "$image"
  if [[ $dry_run == yes ]]; then
    printf 'losetup --find --show --direct-io=on %q\n' "$image"
    measure loop LOOP_DEVICE
    printf 'losetup --detach LOOP_DEVICE\n'
  else
    loop_device=$(losetup --find --show --direct-io=on "$image")
    measure loop "$loop_device"
    write_table
  fi
}

main "$@"
