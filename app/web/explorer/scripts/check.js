export function check() { return () => {}; }
