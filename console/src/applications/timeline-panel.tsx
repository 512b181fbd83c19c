import { Box, Typography } from "@mui/material";
import { Panel } from "../frame/panel.tsx";
import type { Application } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";

/** What happened to the application, newest last: what, who, when. */
export function TimelinePanel({ application }: { application: Application }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <Panel title={words("timeline.title")}>
      {application.timeline.length === 0 ? (
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {words("timeline.none")}
        </Typography>
      ) : (
        <Box component="ol" sx={{ listStyle: "none", m: 0, p: 0 }}>
          {application.timeline.map((event) => (
            <Box component="li" key={`${event.at} ${event.what} ${event.by}`} sx={entryLook}>
              <Typography variant="body2" sx={{ fontWeight: 500 }}>
                {words(`event.${event.what}`)}
              </Typography>
              <Typography variant="caption" component="p" sx={{ color: "text.secondary" }}>
                {formatInstant(event.at, language)} · {words(`by.${event.by}`)}
              </Typography>
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  );
}

const entryLook = {
  position: "relative",
  pl: 2.5,
  pb: 1.5,
  "&::before": {
    content: '""',
    position: "absolute",
    left: 3,
    top: 7,
    width: 7,
    height: 7,
    borderRadius: "50%",
    bgcolor: "text.disabled",
  },
  "&::after": {
    content: '""',
    position: "absolute",
    left: 6,
    top: 18,
    bottom: -3,
    width: "1px",
    bgcolor: "divider",
  },
  "&:last-of-type": { pb: 0 },
  "&:last-of-type::before": { bgcolor: "primary.main" },
  "&:last-of-type::after": { display: "none" },
};
