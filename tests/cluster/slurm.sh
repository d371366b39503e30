#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# A Slurm of one node for a test: munged, slurmctld and slurmd of this user on the loopback, with all their files in one
# directory. Needs Debian's munge, slurmctld, slurmd and slurm-client. To be sourced.

# slurm_start DIRECTORY: sets SLURM_CONF. The directory must be short, for the sockets in it.
slurm_start() {
  local directory=$1 user port cpus
  user=$(id -un)
  port=$((20000 + RANDOM % 20000))
  cpus=$(nproc)
  chmod 755 "$directory"
  mkdir -p "$directory"/{munge,state,spool,log}
  (umask 077 && head -c 1024 /dev/urandom >"$directory/munge/key")
  export SLURM_CONF=$directory/slurm.conf
  # cred_expire: a requeued task waits for its old credential to expire, two minutes by default.
  cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$directory/munge/socket,cred_expire=5
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool
SlurmctldPidFile=$directory/slurmctld.pid
SlurmdPidFile=$directory/slurmd.pid
SlurmctldLogFile=$directory/log/slurmctld
SlurmdLogFile=$directory/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
KillWait=5
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP
END
  slurm_pids=()
  slurm_directory=$directory
  # --force: the directory is below one that others may write to.
  munged --foreground --force --num-threads=2 --key-file="$directory/munge/key" --socket="$directory/munge/socket" \
    --pid-file="$directory/munge/pid" --log-file="$directory/munge/log" --seed-file="$directory/munge/seed" \
    >"$directory/log/munged" 2>&1 &
  slurm_pids+=($!)
  slurm_wait_until test -S "$directory/munge/socket"
  slurmctld -D >"$directory/log/slurmctld.out" 2>&1 &
  slurm_pids+=($!)
  slurmd -D -N "$(hostname -s)" >"$directory/log/slurmd.out" 2>&1 &
  slurm_pids+=($!)
  slurm_wait_until slurm_is_idle
}

slurm_is_idle() { [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]]; }

# slurm_wait_until COMMAND...: for at most a minute.
slurm_wait_until() {
  local i
  for ((i = 0; i < 300; ++i)); do
    if "$@"; then return; fi
    sleep 0.2
  done
  printf 'slurm: gave up waiting for: %s\n' "$*" >&2
  tail -n 20 "$slurm_directory"/log/* >&2
  return 1
}

# Ends the daemons, last first.
slurm_stop() {
  local i
  scancel --user="$(id -un)" 2>/dev/null || true
  for ((i = ${#slurm_pids[@]} - 1; i >= 0; --i)); do
    kill "${slurm_pids[i]}" 2>/dev/null || true
    wait "${slurm_pids[i]}" 2>/dev/null || true
  done
}
