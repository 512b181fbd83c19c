import { Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Application, LegalDocument } from "../answers.ts";
import { answer, gateway } from "../api.ts";
import { useWords } from "../language.ts";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { useKeepApplication } from "../queries.ts";
import { DocumentText } from "./document-text.tsx";

/** Notices when the end of the text has been on the screen. */
function useReadToTheEnd(): [hasRead: boolean, end: (element: HTMLElement | null) => (() => void) | undefined] {
  const [hasRead, setHasRead] = useState(false);
  const end = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setHasRead(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [hasRead, end];
}

type ReaderProps = { document: LegalDocument; agreed: boolean; onClose: () => void };

function Reader({ document, agreed, onClose }: ReaderProps) {
  const { say, language } = useWords();
  const keep = useKeepApplication();
  const [hasRead, end] = useReadToTheEnd();
  const agreeing = useMutation({
    mutationFn: (): Promise<Application> => {
      const { id: documentId, version, hash } = document;
      return answer(gateway.POST("/application/consents", { body: { documentId, version, hash } }));
    },
    onSuccess: (application) => {
      keep(application);
      onClose();
    },
  });
  return (
    <>
      <div className="reader-text">
        <DocumentText body={document.body[language]} />
        <p className="soft small" ref={end} data-testid="document-end">
          {say("onboarding.documentEnd")}
        </p>
      </div>
      <div className="reader-foot">
        <ProblemNotice problem={agreeing.error} />
        {agreed ? (
          <Button variant="default" fullWidth onClick={onClose}>
            {say("frame.close")}
          </Button>
        ) : (
          <>
            {hasRead ? null : <div className="soft small reader-hint">{say("onboarding.documentScroll")}</div>}
            <Button fullWidth disabled={!hasRead} loading={agreeing.isPending} onClick={() => agreeing.mutate()}>
              {say("onboarding.agree")}
            </Button>
          </>
        )}
      </div>
    </>
  );
}

/** One document, opened for reading. It can be agreed to once its end has been on the screen. */
export function DocumentReader(props: { document: LegalDocument | null; agreed: boolean; onClose: () => void }) {
  const { say, language } = useWords();
  const onPhone = useMediaQuery("(max-width: 48em)") ?? false;
  return (
    <Modal
      opened={props.document !== null}
      onClose={props.onClose}
      title={props.document?.title[language]}
      size="lg"
      radius="lg"
      fullScreen={onPhone}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": say("frame.close") }}
      classNames={{ content: "reader", header: "reader-head", body: "reader-body" }}
    >
      {props.document ? <Reader document={props.document} agreed={props.agreed} onClose={props.onClose} /> : null}
    </Modal>
  );
}
