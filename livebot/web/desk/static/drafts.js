// What is typed and not sent yet, and which card is open. It outlives the field, which goes when another part of the page is
// looked at, and the page itself, which phones throw away while another app is in front. Numbers of cards begin anew with
// every session, so all of it is one session's.

const placeOf = (view, name) => `livebot.desk.${view.connection.session_id}.${name}`;

export const kept = (view, name) => sessionStorage.getItem(placeOf(view, name)) ?? "";

export function keep(view, name, text) {
  if (text) sessionStorage.setItem(placeOf(view, name), text);
  else sessionStorage.removeItem(placeOf(view, name));
}
