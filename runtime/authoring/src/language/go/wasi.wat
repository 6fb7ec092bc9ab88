;; What Go's runtime wants of WASI, inside the component: a worker in Go imports the contract alone, like one that is compiled from C.
;;
;; Everything is the same in every run. Random numbers come from a fixed seed, because Go only seeds its maps with them. The clock stands
;; still but for the thousand nanoseconds that each look at it takes, because Go's scheduler measures with it. There are no files, no
;; arguments and no environment; what is written is dropped. Waiting is refused, which ends the call.
(module
  (import "env" "memory" (memory 0))

  (global $random (mut i64) (i64.const 0x2545F4914F6CDD1D))
  (global $now (mut i64) (i64.const 0))

  ;; The numbers of WASI's errors.
  (global $success i32 (i32.const 0))
  (global $bad_descriptor i32 (i32.const 8))
  (global $not_supported i32 (i32.const 52))

  (func $no_list (param $count i32) (param $bytes i32) (result i32)
    (i32.store (local.get $count) (i32.const 0))
    (i32.store (local.get $bytes) (i32.const 0))
    (global.get $success))
  (func (export "args_sizes_get") (param i32 i32) (result i32) (call $no_list (local.get 0) (local.get 1)))
  (func (export "args_get") (param i32 i32) (result i32) (global.get $success))
  (func (export "environ_sizes_get") (param i32 i32) (result i32) (call $no_list (local.get 0) (local.get 1)))
  (func (export "environ_get") (param i32 i32) (result i32) (global.get $success))

  (func (export "clock_time_get") (param $clock i32) (param $precision i64) (param $time i32) (result i32)
    (global.set $now (i64.add (global.get $now) (i64.const 1000)))
    (i64.store (local.get $time) (global.get $now))
    (global.get $success))

  ;; Xorshift, a byte a step.
  (func (export "random_get") (param $at i32) (param $length i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (global.set $random (i64.xor (global.get $random) (i64.shl (global.get $random) (i64.const 13))))
        (global.set $random (i64.xor (global.get $random) (i64.shr_u (global.get $random) (i64.const 7))))
        (global.set $random (i64.xor (global.get $random) (i64.shl (global.get $random) (i64.const 17))))
        (i64.store8 (local.get $at) (global.get $random))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (global.get $success))

  ;; Says that all of it was written: the lengths of the buffers, added up.
  (func (export "fd_write") (param $file i32) (param $buffers i32) (param $count i32) (param $written i32) (result i32)
    (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $sum (i32.add (local.get $sum) (i32.load offset=4 (local.get $buffers))))
        (local.set $buffers (i32.add (local.get $buffers) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.store (local.get $written) (local.get $sum))
    (global.get $success))

  (func (export "fd_read") (param i32 i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_pread") (param i32 i32 i32 i64 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_pwrite") (param i32 i32 i32 i64 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_seek") (param i32 i64 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_close") (param i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_readdir") (param i32 i32 i32 i64 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_sync") (param i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_fdstat_get") (param i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_fdstat_set_flags") (param i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_filestat_get") (param i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_filestat_set_size") (param i32 i64) (result i32) (global.get $bad_descriptor))
  (func (export "fd_filestat_set_times") (param i32 i64 i64 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_prestat_get") (param i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "fd_prestat_dir_name") (param i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_open") (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_create_directory") (param i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_filestat_get") (param i32 i32 i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_filestat_set_times") (param i32 i32 i32 i32 i64 i64 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_link") (param i32 i32 i32 i32 i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_readlink") (param i32 i32 i32 i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_remove_directory") (param i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_rename") (param i32 i32 i32 i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_symlink") (param i32 i32 i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "path_unlink_file") (param i32 i32 i32) (result i32) (global.get $bad_descriptor))
  (func (export "sock_accept") (param i32 i32 i32) (result i32) (global.get $not_supported))
  (func (export "sock_shutdown") (param i32 i32) (result i32) (global.get $not_supported))

  (func (export "poll_oneoff") (param i32 i32 i32 i32) (result i32) (global.get $not_supported))
  (func (export "sched_yield") (result i32) (global.get $success))
  ;; Go leaves by it when its runtime cannot go on.
  (func (export "proc_exit") (param i32) (unreachable)))
