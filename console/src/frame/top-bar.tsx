import MenuIcon from "@mui/icons-material/Menu";
import { AppBar, Box, Drawer, IconButton, type Theme, Toolbar, Typography, useMediaQuery } from "@mui/material";
import { useState } from "react";
import { Link } from "react-router";
import { BusinessClock } from "../desk/business-clock.tsx";
import { useWords } from "../language/translate.ts";
import { AccountMenu } from "./account-menu.tsx";
import { LanguageButton } from "./language-button.tsx";
import { Mark } from "./mark.tsx";
import { Navigation } from "./navigation.tsx";
import { ThemeButton } from "./theme-button.tsx";

/** The bar above every page: where we are, what time it is for the business, and who works here. */
export function TopBar() {
  const words = useWords();
  const isWide = useMediaQuery<Theme>((theme) => theme.breakpoints.up("md"));
  const [menuOpen, setMenuOpen] = useState(false);
  return (
    <AppBar position="sticky" elevation={0} color="transparent" sx={barLook}>
      <Toolbar
        variant="dense"
        sx={{ minHeight: 56, gap: { xs: 0.5, sm: 1.5 }, px: { xs: 1.5, md: 2.5 } }}
        disableGutters
      >
        <IconButton
          onClick={() => setMenuOpen(true)}
          aria-label={words("nav.open")}
          sx={{ display: { md: "none" }, color: "text.primary" }}
        >
          <MenuIcon />
        </IconButton>
        <Box component={Link} to="/" aria-label={words("app.name")} sx={homeLook}>
          <Mark size={26} />
          <Typography component="span" sx={{ fontWeight: 650, fontSize: "0.875rem", whiteSpace: "nowrap" }}>
            {words("app.name")}
          </Typography>
        </Box>
        <Box sx={{ flexGrow: 1 }} />
        {isWide ? <BusinessClock /> : null}
        <LanguageButton />
        <ThemeButton />
        <AccountMenu />
      </Toolbar>
      {isWide ? null : <BusinessClock strip />}
      <Drawer open={menuOpen} onClose={() => setMenuOpen(false)} slotProps={{ paper: { sx: { width: 264, p: 1.5 } } }}>
        <Navigation leave={() => setMenuOpen(false)} />
      </Drawer>
    </AppBar>
  );
}

const barLook = {
  bgcolor: "background.default",
  color: "text.primary",
  borderBottom: "1px solid",
  borderColor: "divider",
};

const homeLook = {
  display: "flex",
  alignItems: "center",
  gap: 1.25,
  color: "inherit",
  textDecoration: "none",
  minWidth: 0,
};
