import { chooseLanguage, chooseLarge, look, nameTabs } from "../../lib/store";

/** Large print and language; the page draws itself anew when told by `look`. */
Component({
  data: { ...look() },
  pageLifetimes: {
    show() {
      this.setData(look());
    },
  },
  methods: {
    toggleLarge() {
      chooseLarge(!this.data.large);
      this.changed();
    },
    toggleLanguage() {
      chooseLanguage(this.data.w.code === "zh" ? "en" : "zh");
      nameTabs();
      this.changed();
    },
    changed() {
      this.setData(look());
      this.triggerEvent("look");
    },
  },
});
