/**
 * TypeScript's watch program sets two timers: one to rebuild, and one to look again for modules that were missing once
 * a file appears. tslab has room for one: with both pending, every cell failed with "Unexpected pending rebuildTimer",
 * and a new source in lib was enough for that. Here tslab's one timer stands for all that are pending.
 */

/**
 * To be called before a converter is made, which derives its system from this one and sets its own two functions there.
 * @param sys TypeScript's `ts.sys`
 */
function shareRebuildTimer(sys) {
  const pending = new Set();
  let isHeld = false;

  // A callback may set the other timer, which belongs to the same rebuild: a set is walked to its last entry.
  const runAll = () => {
    for (const timer of pending) {
      pending.delete(timer);
      timer.callback();
    }
    isHeld = false;
  };
  const wrap = {
    setTimeout: (hold) => (callback) => {
      const timer = { callback };
      pending.add(timer);
      if (!isHeld) hold(runAll);
      isHeld = true;
      return timer;
    },
    // tslab's own timer stays: with nothing pending it rebuilds nothing.
    clearTimeout: () => (timer) => pending.delete(timer),
  };
  for (const [name, wrapped] of Object.entries(wrap)) {
    const value = sys[name];
    Object.defineProperty(sys, name, {
      get: () => value,
      set(own) {
        Object.defineProperty(this, name, { value: wrapped(own) });
      },
    });
  }
}

module.exports = { shareRebuildTimer };
