# SPDX-License-Identifier: MIT
#
# Pagewright: a kernel whose whole purpose is its memory subsystem.
# `make help` lists what can be made. The object list below is the table of
# contents: floors in order, each file may call only its own floor and below.

VERSION	:= 0.1
BUILD	?= build
V	?= 0

# LOCKDEP=1: everything, with locks watched, in a place of its own. A make
# inside this one finds BUILD as it is already.
LOCKDEP	?= 0
# KMEMLEAK=1: the same, with a record of each object.
KMEMLEAK ?= 0
BASE	:= $(patsubst %/kmemleak,%,$(patsubst %/lockdep,%,$(BUILD)))
ifeq ($(LOCKDEP),1)
override BUILD := $(BASE)/lockdep
else ifeq ($(KMEMLEAK),1)
override BUILD := $(BASE)/kmemleak
endif
Q	:= $(if $(filter 1,$(V)),,@)

# ---- what the machine looks like (make run/debug) -------------------------
CPUS	 ?= 1
MEM	 ?= 256M
FIRMWARE ?= bios
ACCEL	 ?= tcg
MACHINE	 ?= q35
APPEND	 ?=
MODULES	 ?=

# ---- floors ----------------------------------------------------------------
# 1: what every program needs
lockdep	:= $(if $(filter 1,$(LOCKDEP)), \
	   atomic_since debug_preempt lockdep lockdep_ask lockdep_class lockdep_graph \
	   lockdep_report lockdep_show)
kmemleak := $(filter 1,$(KMEMLEAK))
#    text; numbers and trees; what is typed; the machine below; reports; tests
lib	:= memory string vsprintf vsprintf_pointer sprintf kstrtox errname hexdump \
	   sort rbtree interval_tree bitmap find_bit int_sqrt glob \
	   params moduleparam argv_split seq_file term_keys readline suggest \
	   machine cpu spinlock spinlock_debug rwlock smp_call softirq task \
	   context_check might_sleep iomap resource \
	   ktime chacha random prandom fault_inject \
	   printk panic kallsyms $(lockdep) \
	   kunit/assert kunit/resource kunit/memory kunit/oracle kunit/warn \
	   kunit/fail_nth kunit/try_catch kunit/test kunit/executor
# 2: the machine
#    exceptions and tasks; devices; page tables; processors; ACPI
arch	:= trap_stubs traps restart switch task desc stacks stacktrace \
	   pic serial vga clock tick rtc entropy ioports reboot \
	   pagewalk layout paging paging_check pat clear_page fixmap \
	   apic tlb ipi trampoline smpboot setup percpu module \
	   acpi acpi_info acpi_rsdp acpi_madt acpi_srat acpi_fadt
# 3: tasks and waiting
sched	:= queue place core wake affinity init tasklist check watchdog \
	   wait completion mutex semaphore rwsem timer timer_sync timeout \
	   rcu rcu_wait workqueue work_cancel workqueue_names notifier \
	   $(if $(kmemleak),task_walk)
# 4: the subject
#    before there is an allocator; each CPU's own; pages; looking at pages
mm	:= numa bootmem bootmem_api \
	   percpu percpu_map percpu_chunk percpu_check percpu_pages percpu_alloc \
	   percpu_reserved percpu_counter \
	   memmap zone buddy buddy_check pcp pcp_batch pcp_bulk \
	   page_alloc page_free alloc_slow zone_wait oom \
	   page_alloc_more bad_page mm_init highmem fail_page_alloc \
	   vmstat show_mem gfp_flags proc_mm meminfo page_map page_show page_debug \
	   page_owner
#    objects; objects that notice what is done to them; reserves
mm	+= slab_layout slab_page slab_depot slab_node slab_cpu slab_alloc slab_bulk \
	   slab_report slab_share slab_alias slab_cache kmalloc slabinfo util \
	   failslab slab_debug slab_track slab_bug slab_validate slab_flags \
	   mempool mempool_reserve mempool_stock mempool_show \
	   $(if $(kmemleak),kmemleak kmemleak_scan)
#    short of memory
mm	+= reclaim_scope shrinker vmscan kswapd
#    pages that could be read again
mm	+= page_tree page_tree_check mapping filemap filemap_read page_dirty \
	   writeback truncate page_wait lru vmscan_lru
#    pages that move, so that large blocks can be had again
mm	+= migrate compact_scan compaction
#    addresses; devices
mm	+= pgtable pgtable_map set_memory ptdump \
	   vmap_area vm_area vm_area_map vmap_purge \
	   vmalloc_pages vmalloc kvmalloc vmap vmalloc_show \
	   ioremap region scatterlist dma dma_bounce dma_map dmapool
# 5: putting it together
boot	:= header entry boot_info multiboot2 pvh mem_map mem_map_sanitize
kernel	:= main cpus boot_memory iomem \
	   kthread kthread_stack idle_job workers kswapd \
	   self_test proc console console_cmds memory_cmds page_cmds slab_cmds \
	   vmstat_cmds compact_cmds ramdisk \
	   ramdisk_cmds \
	   task_cmds fault_cmds device_cmds pci_scan \
	   device devres dma_managed platform \
	   module_elf module_layout module_link module_files module_memory \
	   module_symbols module_params module_ref module module_kunit \
	   module_address module_cmds $(if $(kmemleak),kmemleak_cmds)
# 6: proof
#    faults on purpose; costs; everything at once; suites
tests	:= lkdtm lkdtm_tasks lkdtm_locks lkdtm_mm lkdtm_vmalloc lkdtm_pgtable \
	   lkdtm_percpu lkdtm_slab lkdtm_slab_lists lkdtm_mempool lkdtm_reclaim lkdtm_lies \
	   x86_tlb x86_paging x86_ptsample x86_clear_page \
	   bench page_bench percpu_bench pgtable_bench pressure_bench slab_bench \
	   mempool_bench vmalloc_bench \
	   torture $(patsubst tests/%.c,%,$(filter-out %_test.c, \
	     $(wildcard tests/torture_*.c))) \
	   $(if $(kmemleak),lkdtm_leak) \
	   $(filter-out $(if $(lockdep),,lockdep_test lockdep_keys_test) \
	     $(if $(kmemleak),,kmemleak_test), \
	     $(patsubst tests/%.c,%,$(sort $(wildcard tests/*_test.c))))

FILES	:= $(addprefix lib/,$(lib)) $(addprefix arch/x86_64/,$(arch)) \
	   $(addprefix sched/,$(sched)) $(addprefix mm/,$(mm)) \
	   $(addprefix boot/,$(boot)) $(addprefix kernel/,$(kernel)) \
	   $(addprefix tests/,$(tests))
OBJS	:= $(addprefix $(BUILD)/,$(addsuffix .o,$(FILES)))

KERNEL	:= $(BUILD)/pagewright.elf
ISO	:= $(BUILD)/pagewright.iso

# ---- tools -----------------------------------------------------------------
# A bare-metal compiler if there is one (ours from `make toolchain`, or the
# system's), else Debian's cross compiler, which on a PC is the native one.
# Looked up at first use, so that `make setup run` finds what setup brought.
find_cross = $(or $(if $(wildcard $(BASE)/toolchain/bin/x86_64-elf-gcc), \
		$(abspath $(BASE)/toolchain/bin)/x86_64-elf-), \
	$(if $(shell command -v x86_64-elf-gcc),x86_64-elf-), \
	x86_64-linux-gnu-)
once	 = $(eval $(1) := $(2))$($(1))
CROSS_COMPILE ?= $(call once,CROSS_COMPILE,$(strip $(find_cross)))
CC	 = $(CROSS_COMPILE)gcc
LD	 = $(CROSS_COMPILE)ld
NM	 = $(CROSS_COMPILE)nm
NASM	?= nasm
PYTHON	?= /usr/bin/python3
CC_INCLUDE = $(call once,CC_INCLUDE,$(shell $(CC) -print-file-name=include))

# ---- flags -----------------------------------------------------------------
WARNINGS := -Wall -Wextra -Wshadow -Werror -Wstrict-prototypes \
	    -Wmissing-prototypes -Wvla -Wno-unused-parameter -Wno-type-limits

# Freestanding for real: no header but ours and the compiler's own; no red
# zone (an interrupt would overwrite it); no SSE (nobody saves it; clear_page.c
# says how it does with one register all the same). Signed
# overflow wraps and char is unsigned, as Linux modules expect. A frame
# pointer in every function that calls: backtraces follow it. No padding in
# front of a loop: it is executed.
CFLAGS	= -std=gnu11 -O2 -g -ffreestanding -nostdinc -isystem $(CC_INCLUDE) \
	  -Iinclude -Iarch/x86_64/include -include include/linux/kconfig.h \
	  -D__KERNEL__ -DPAGEWRIGHT_VERSION='"$(VERSION)"' \
	  -m64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	  -fno-pic -fno-pie -fcf-protection=none -fno-stack-protector \
	  -fno-strict-aliasing -fno-strict-overflow \
	  -fno-delete-null-pointer-checks -fno-common -funsigned-char \
	  -fshort-wchar -fno-asynchronous-unwind-tables \
	  -fno-omit-frame-pointer -momit-leaf-frame-pointer \
	  -fno-optimize-sibling-calls -falign-jumps=1 -falign-loops=1 \
	  -fmacro-prefix-map=$(CURDIR)/= $(WARNINGS) $(LOCKDEP_CFLAGS) \
	  $(if $(kmemleak),-DCONFIG_DEBUG_KMEMLEAK=1) \
	  $(EXTRA_CFLAGS)
LOCKDEP_CFLAGS := $(if $(filter 1,$(LOCKDEP)), \
	  -DCONFIG_LOCKDEP=1 -DCONFIG_DEBUG_PREEMPT=1 \
	  -DCONFIG_DEBUG_SPINLOCK=1)
NASMFLAGS := -f elf64 -g -F dwarf -w+all -Werror
LDFLAGS	:= -nostdlib -static -no-pie -z max-page-size=0x1000 -z noexecstack \
	   --build-id=none --no-warn-rwx-segments --orphan-handling=error

.PHONY: all
all: $(KERNEL)

# ---- kernel ----------------------------------------------------------------
# What a rule depends on besides its files: the flags. Written only when they
# change, so that an unchanged build does nothing, whatever path leads to BUILD.
define remember			# $(1): file, $(2): text
$(1): FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' '$$(subst ','\'',$(2))' | cmp -s - $$@ || \
		printf '%s\n' '$$(subst ','\'',$(2))' > $$@
endef
FORCE:
$(eval $(call remember,$(BUILD)/flags,$$(CC) $$(CFLAGS) $$(NASMFLAGS) $$(OBJS:$$(BUILD)/%=%)))
$(eval $(call remember,$(BUILD)/append,$$(APPEND) $$(MODULES)))

# A missing tool is named before anything is built; `make setup all` installs
# first.
SETUP_FIRST := $(filter setup,$(MAKECMDGOALS))
.PHONY: need-build need-run need-iso need-test need-debug need-lint
need-build need-run need-iso need-test need-debug need-lint: need-%: $(SETUP_FIRST)
	@CROSS_COMPILE='$(if $(filter command\ line environment, \
		$(origin CROSS_COMPILE)),$(CROSS_COMPILE))' \
		tools/need.sh group:$*

$(BUILD)/flags: | need-build

# Where a call costs as much as the work: doors that end in tail calls need
# no frame. The backtrace shows the function called instead of the door.
$(addprefix $(BUILD)/mm/,page_alloc.o page_free.o slab_alloc.o kmalloc.o \
	mempool.o mempool_stock.o dmapool.o dma.o percpu_alloc.o \
	percpu_chunk.o): \
	CFLAGS += -foptimize-sibling-calls
# A frame, so that who waits for a lock is in the backtrace.
$(BUILD)/lib/spinlock.o: CFLAGS += -mno-omit-leaf-frame-pointer

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: %.asm $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  NASM    $<"
	$(Q)$(NASM) $(NASMFLAGS) -MD $(@:.o=.d) -MP -o $@ $<

-include $(OBJS:.o=.d)

$(BUILD)/linker.lds: linker.ld $(BUILD)/flags
	@echo "  LDS     $<"
	$(Q)$(CC) -E -P -undef -x c -o $@ $<

# Two passes: the table of symbols needs the addresses, which need the link.
# It comes last in the image, so filling it moves nothing; the second table,
# made from the result, proves it.
$(BUILD)/kallsyms0.S: tools/kallsyms.py $(BUILD)/flags
	$(Q)$(PYTHON) tools/kallsyms.py --empty > $@

$(BUILD)/kallsyms1.S: $(BUILD)/pass1.elf
	@echo "  KSYMS   $@"
	$(Q)$(NM) -nS $< | $(PYTHON) tools/kallsyms.py > $@

$(BUILD)/kallsyms%.o: $(BUILD)/kallsyms%.S
	$(Q)$(CC) -c -o $@ $<

link = $(LD) $(LDFLAGS) -T $(BUILD)/linker.lds -o $@ \
	$(filter %.o,$^)

$(BUILD)/pass1.elf: $(OBJS) $(BUILD)/kallsyms0.o $(BUILD)/linker.lds
	@echo "  LD      $@"
	$(Q)$(link)

$(KERNEL): $(OBJS) $(BUILD)/kallsyms1.o $(BUILD)/linker.lds
	@echo "  LD      $@"
	$(Q)$(link)
	$(Q)$(NM) -nS $@ | $(PYTHON) tools/kallsyms.py | \
		cmp - $(BUILD)/kallsyms1.S || { rm -f $@; exit 1; }

# ---- run -------------------------------------------------------------------
.PHONY: iso run debug gdb
iso: $(ISO)

$(ISO): $(KERNEL) $(BUILD)/append tools/mkiso.sh iso/grub.cfg.in $(MODULES) \
		| need-iso
	@echo "  ISO     $@"
	$(Q)tools/mkiso.sh $(KERNEL) $@ '$(subst ','\'',$(APPEND))' $(MODULES)

QEMU	= $(PYTHON) tools/qemu.py --cpus $(CPUS) --mem $(MEM) --accel $(ACCEL) \
	  --machine $(MACHINE)

# The ISO is what users boot; its command line is in it.
run: $(ISO) | need-run
	$(Q)$(QEMU) --firmware $(FIRMWARE) --iso $(ISO)

# Two terminals: one is the machine, which waits, the other gdb.
debug: $(KERNEL) | need-run need-debug
	$(Q)$(QEMU) --kernel $(KERNEL) --append '$(subst ','\'',$(APPEND))' --gdb

gdb: $(KERNEL) | need-debug
	$(Q)gdb -q -x tools/gdb/pagewright-gdb.py $(KERNEL) \
		-ex 'target remote :1234'

# ---- prove -----------------------------------------------------------------
include tests/host/host.mk
include tests/fuzz/fuzz.mk

.PHONY: test check layers docrefs tidy kerneldoc invariants
export PAGEWRIGHT_BUILD := $(abspath $(BUILD))
PYTEST	= $(PYTHON) -m pytest -c tests/boot/pytest.ini
# The same kernel with every lock watched: tests/boot/test_lockdep.py.
.PHONY: test-lockdep-builds
test-lockdep-builds: $(KERNEL)
	$(Q)+$(MAKE) --no-print-directory BUILD=$(BASE) LOCKDEP=1 KMEMLEAK=0 \
		all $(BASE)/lockdep/host-gcc/pagewright-host

# ... and with a record of each object: tests/boot/test_kmemleak.py.
.PHONY: test-kmemleak-builds
test-kmemleak-builds: $(KERNEL)
	$(Q)+$(MAKE) --no-print-directory BUILD=$(BASE) LOCKDEP=0 KMEMLEAK=1 all

test: $(KERNEL) $(ISO) $(BUILD)/bench/mmbench.ko host test-lockdep-builds \
		test-kmemleak-builds \
		| need-run need-test
	$(Q)$(PYTEST) $(PYTEST_ARGS) tests/boot tests/tools

include tests/bench/bench.mk

# Everything at once, for TORTURE_SECONDS: tests/torture_test.c.
TORTURE_SECONDS ?= 600
TORTURE_SEED ?= 1
TORTURE_CPUS ?= 4
TORTURE_WORDS = test=torture torture=$(TORTURE_SECONDS) \
		torture_seed=$(TORTURE_SEED) kunit_shutdown=poweroff
.PHONY: torture
torture: $(KERNEL) | need-run
	$(Q)$(PYTHON) tools/qemu.py --cpus $(TORTURE_CPUS) --mem $(MEM) \
		--accel $(ACCEL) --machine $(MACHINE) --kernel $(KERNEL) \
		--append '$(TORTURE_WORDS) $(subst ','\'',$(APPEND))'

# No memory, for every kind of caller at once: tests/pressure_test.c.
PRESSURE_SECONDS ?= 180
PRESSURE_SEED ?= 1
PRESSURE_CPUS ?= 4
PRESSURE_WORDS = test=pressure pressure=$(PRESSURE_SECONDS) \
		pressure_seed=$(PRESSURE_SEED) kunit_shutdown=poweroff
.PHONY: pressure
pressure: $(KERNEL) | need-run
	$(Q)$(PYTHON) tools/qemu.py --cpus $(PRESSURE_CPUS) --mem $(MEM) \
		--accel $(ACCEL) --machine $(MACHINE) --kernel $(KERNEL) \
		--append '$(PRESSURE_WORDS) $(subst ','\'',$(APPEND))'

layers: $(KERNEL)
	$(Q)$(PYTHON) tools/layers.py $(BUILD)
docrefs:
	$(Q)$(PYTHON) tools/docrefs.py
	$(Q)$(PYTHON) tools/cost.py --check
tidy:
	$(Q)$(PYTHON) tools/tidy.py
kerneldoc:
	$(Q)$(PYTHON) tools/kerneldoc.py
invariants:
	$(Q)$(PYTHON) tools/invariants.py mm/ boot/

check: layers docrefs tidy kerneldoc invariants test-host test

compile_commands.json: $(BUILD)/flags
	@echo "  GEN     $@"
	$(Q)$(PYTHON) tools/compile_commands.py '$(CC) $(subst ','\'',$(CFLAGS))' \
		$(filter %.c,$(wildcard $(addsuffix .c,$(FILES)))) > $@

# ---- modules outside the tree ----------------------------------------------
ifneq ($(M),)
include tools/module.mk
endif

# ---- house-keeping ---------------------------------------------------------
.PHONY: setup toolchain clean help
setup:
	$(Q)tools/setup.sh

toolchain:
	$(Q)tools/toolchain.sh $(if $(PREFIX),'$(PREFIX)','$(abspath $(BASE))/toolchain')

clean:
	$(Q)find $(BUILD) -mindepth 1 -maxdepth 1 ! -name toolchain \
		-exec rm -rf {} + 2>/dev/null || true
	$(Q)rmdir $(BUILD) 2>/dev/null || true
	$(Q)rm -f compile_commands.json

help:
	@sed 's/^# \?//' tools/help.txt
