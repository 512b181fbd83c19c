// Applies the chosen light or dark scheme before the first paint, so that nobody sees a flash of the other one.
(() => {
  let chosen = "auto";
  try {
    chosen = window.localStorage.getItem("kura.color-scheme") ?? "auto";
  } catch {
    // Storage may be closed to us; then the device decides.
  }
  const dark = chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
