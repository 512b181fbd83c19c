import LogoutIcon from "@mui/icons-material/LogoutOutlined";
import { Avatar, Box, Divider, IconButton, ListItemIcon, Menu, MenuItem, Typography } from "@mui/material";
import { useState } from "react";
import { useGetIdentity, useLogout } from "react-admin";
import { useWords } from "../language/translate.ts";

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const words = useWords();
  const signOut = useLogout();
  const { identity } = useGetIdentity();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const name = identity?.fullName ?? "";
  return (
    <>
      <IconButton
        size="small"
        aria-label={words("account.menu")}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Avatar sx={avatarLook}>{[...name][0] ?? ""}</Avatar>
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <Box sx={{ px: 2, py: 1 }}>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {name}
          </Typography>
          <Typography variant="caption" sx={{ color: "text.secondary" }}>
            {identity?.email}
          </Typography>
        </Box>
        <Divider sx={{ my: 0.5 }} />
        <MenuItem onClick={() => signOut()} dense>
          <ListItemIcon>
            <LogoutIcon fontSize="small" />
          </ListItemIcon>
          {words("account.sign_out")}
        </MenuItem>
      </Menu>
    </>
  );
}

const avatarLook = {
  width: 30,
  height: 30,
  fontSize: "0.8125rem",
  fontWeight: 600,
  bgcolor: "primary.main",
  color: "primary.contrastText",
};
