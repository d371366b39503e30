#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# array_test.sh LOOPSIM: a sweep of 64 points as a Slurm array, one task of which is killed half-way and requeued, merges
# to the bytes of a local run.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd -- "$here/../.." && pwd -P)
loopsim=$(realpath -- "$1")
source "$here/slurm.sh"

fail() {
  printf 'array_test: %s\n' "$1" >&2
  exit 1
}

work=$(mktemp -d /tmp/loopsim-cluster-XXXXXX)
slurm_pids=()
trap 'slurm_stop; rm -rf -- "$work"' EXIT
out=$work/out
killed=1  # the longest

cat >"$work/sweep.yaml" <<END
schema_version: 1
name: array
question: Do shards of an array make the same table?
scenario: $root/scenarios/sweeps/base/twelve-jobs.yaml
variants: [workqueue, nowait]
axes:
  cases.*.runtime: [300ms]
  replications: [1]
  cases.*.numjobs: [8, 7, 6, 5, 4, 3, 2, 1]
  cases.*.iodepth: [128, 64, 32, 16, 8, 4, 2, 1]
END

task_state() { squeue --noheader --array --job="${job}_$1" --format=%T 2>/dev/null || true; }
task_runs() { [[ $(task_state "$killed") == RUNNING && -e $out/shard-$killed/journal ]]; }
array_is_over() { [[ -z $(squeue --noheader --job="$job" 2>/dev/null || true) ]]; }
wait_for_array() {
  local i
  for ((i = 0; i < 600; ++i)); do
    if array_is_over; then return; fi
    sleep 1
  done
  squeue >&2
  fail "the array did not end within ten minutes"
}

"$loopsim" sweep "$work/sweep.yaml" --quiet --out "$work/local"

slurm_start "$work"
"$loopsim" sweep "$work/sweep.yaml" --slurm --shards 64 --out "$out" >/dev/null
job=$(sbatch --parsable "$out/sweep.sbatch")
slurm_wait_until task_runs
scontrol requeue "${job}_$killed"
[[ ! -e $out/shard-$killed/results.csv ]] || fail "task $killed was over before it was killed"
printf 'killed and requeued task %d of job %d\n' "$killed" "$job"
wait_for_array

"$loopsim" merge "$out"/shard-* --out "$out/merged"
[[ $(find "$out" -path '*/shard-*/results.csv' | wc -l) == 64 ]] || fail "there are not 64 shards"
grep -q 'DUE TO JOB REQUEUE' "$out/slurm-$killed.log" || fail "task $killed was not killed"
cmp "$out/merged/results.csv" "$work/local/results.csv" || fail "the merged table differs from that of a local run"
printf 'ok: 64 tasks, merged to the bytes of a local run\n'
