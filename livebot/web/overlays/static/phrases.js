// What livebot itself says on a page, by language. Everything else is in the shop's rules.

/** While a PK is heated. */
export const FAIR = {
  en: "It's all for fun: cheer for yours, be kind to theirs",
  es: "Es solo un juego: anima a los tuyos y respeta a los demás",
  pt: "É só brincadeira: torça pelo seu lado e respeite o outro",
  fr: "C'est pour s'amuser : encouragez votre camp, respectez l'autre",
  it: "È solo un gioco: tifa per i tuoi e rispetta gli altri",
  de: "Alles nur Spaß: feuert eure Seite an und seid nett zur anderen",
  id: "Ini cuma seru-seruan: dukung timmu, hargai tim sebelah",
  ms: "Ini sekadar suka-suka: sokong pasukan anda, hormati yang lain",
  tl: "Katuwaan lang: suportahan ang sa inyo, igalang ang kabila",
  vi: "Vui là chính: cổ vũ đội mình, tôn trọng đội bạn nhé",
  th: "เล่นกันสนุก ๆ นะคะ เชียร์ทีมเรา ให้เกียรติอีกทีมด้วย",
  zh: "图个开心：为自己的队加油，也善待对方",
  ja: "楽しむのが一番。自分のチームを応援して、相手にもやさしく",
  ko: "재미로 하는 거예요. 우리 팀은 응원하고 상대 팀은 존중해요",
  ar: "كلها للمرح: شجّعوا فريقكم واحترموا الفريق الآخر",
};
