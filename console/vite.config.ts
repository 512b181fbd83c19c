import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Nothing is inlined as data: fonts and pictures come from our own origin, as the content policy demands.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
  },
});
