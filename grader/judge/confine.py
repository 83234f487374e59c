"""What a submission's process gives up before a byte of the learner's is read: files, descriptors, privileges, system calls."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
from collections.abc import Sequence
from pathlib import Path

import landlockpy
import seccompy
from landlockpy import AccessFS, Scope

from grader.judge import kernel
from grader.judge.enter import DEVICES, SCRATCH, SCRATCHES

SCRATCH_MB = 16
_MB = 2**20

# What Python, NumPy and pandas need to compute. Left out, so refused: sockets, new processes, execution, tracing, mounts,
# namespaces, shared memory and queues that outlive a process, keys, BPF, io_uring, clocks, signals to others.
ALLOWED = """
    read write readv writev pread64 pwrite64 lseek close close_range dup dup2 dup3 pipe pipe2 fcntl flock fsync
    fdatasync ftruncate truncate
    open openat creat access faccessat faccessat2 stat lstat fstat newfstatat statx statfs fstatfs readlink readlinkat
    getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 symlink symlinkat link
    linkat chmod fchmod fchmodat utimensat umask fadvise64 fallocate sendfile copy_file_range ioctl
    mmap munmap mremap mprotect madvise brk mincore membarrier
    poll ppoll select pselect6
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait sigaltstack tgkill kill
    alarm setitimer getitimer pause restart_syscall
    futex set_robust_list get_robust_list rseq set_tid_address sched_yield sched_getaffinity sched_getparam sched_getscheduler
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times getrusage
    getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid getsid getpriority
    uname sysinfo getcpu getrandom getrlimit prlimit64 arch_prctl
    exit exit_group
"""
_CLONE_THREAD = 0x00010000


class Confinement:
    """All of it, made ready once, laid on each process: called with MB of memory and seconds of CPU."""

    def __init__(self, readable: Sequence[str]) -> None:
        self._rules, self._calls = make_rules(readable), make_filter()

    def __call__(self, memory_mb: int, cpu_seconds: int) -> None:
        """Confine this process for good. Raises OSError, and then nothing of a learner's may be read in it."""
        own_scratch()
        limit(memory_mb, cpu_seconds)
        kernel.drop_privileges()
        if self._rules is not None:
            self._rules.restrict()
        if self._calls is not None:
            self._calls.load()


def make_filter() -> seccompy.Filter | None:
    """The filter of system calls, or None where the kernel or the machine has none. Made once, loaded in each process."""
    if not seccompy.supported():
        return None
    calls = seccompy.Filter(default=seccompy.Action.ERRNO | errno.EPERM)
    for name in ALLOWED.split():
        with contextlib.suppress(ValueError):  # an older name that this architecture never had
            calls.allow(name)
    calls.errno(
        "clone3", errno.ENOSYS
    )  # its flags lie in memory where no filter sees them: the C library then uses clone
    calls.allow("clone", args=[(0, seccompy.CmpOp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD)])
    assert calls.program  # assembled here, before the forks
    return calls


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Hard limits, which hold for root too, because nobody inside is."""
    wanted = {
        "AS": memory_mb * _MB,
        "CPU": cpu_seconds,
        "FSIZE": SCRATCH_MB * _MB,
        "NOFILE": 64,
        "NPROC": 64,
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "SIGPENDING": 64,
    }
    for name, value in wanted.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def own_scratch() -> None:
    """A mount namespace and System V objects of its own, and a small folder in memory that ends with the process."""
    kernel.unshare(kernel.NEW_MOUNT | kernel.NEW_IPC)
    flags = kernel.NO_SUID | kernel.NO_DEVICES | kernel.NO_EXEC
    kernel.mount("tmpfs", SCRATCH, "tmpfs", flags, f"size={SCRATCH_MB}m,nr_inodes=1024,mode=700")
    os.chdir(SCRATCH)


def make_rules(readable: Sequence[str]) -> landlockpy.Ruleset | None:
    """Landlock's rules, or None where the kernel has none: reading in these places, writing in scratches, no TCP, no signals
    outwards. A scratch is mounted in SCRATCHES later, so the right to write in it hangs on that, itself read-only.
    """
    if not landlockpy.supported():
        return None
    rules = landlockpy.Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL)
    for path in readable:
        folder = AccessFS.READ_DIR if Path(path).is_dir() else AccessFS.NONE
        rules.allow_path(path, AccessFS.READ_FILE | folder)
    for path in DEVICES:
        rules.allow_path(path, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
    rules.allow_path(SCRATCHES, rules.handled_fs & ~(AccessFS.EXECUTE | AccessFS.MAKE_CHAR | AccessFS.MAKE_BLOCK))
    return rules
