"""What confines a worker: the process that holds a student's code and answers the judge's requests.

A judge `launch`es a trusted program, the template, inside an outer wall. The template imports what is slow to import,
once, and then calls `fork_confined` for each worker, which is behind its own wall before it sees a student's code.
How high the wall is depends on the machine; `limits.Level` names the three heights, `launch.best_level` finds the
highest that works here by trying, and `table.enforcement` says act by act what is enforced, by trying too.

bubblewrap builds such walls as well, but it ends in an exec, which would lose the imports that a forked worker
starts with.

| module | holds |
| --- | --- |
| `limits` | the levels, and how much a worker may use |
| `launch` | judge's side: starts the template, finds the best level |
| `enter`, `root` | the outer wall, built between the judge's fork and the template's exec |
| `confine` | template's side: forks workers and confines them |
| `worlds` | a worker's own namespaces |
| `landlock`, `seccomp`, `syscalls`, `kernel` | the kernel's interfaces |
| `probes` and `acts_…`, `trial`, `table` | what is really enforced |

Level full needs Linux 5.12 and user namespaces, level landlock Linux 5.13 with Landlock switched on; x86_64 or aarch64.
Only the standard library is used, and nothing of the autograder outside this package: what runs behind the wall
should be little.
"""
