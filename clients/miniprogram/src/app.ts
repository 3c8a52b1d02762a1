import { nameTabs } from "./lib/store";

App({
  onShow() {
    nameTabs();
  },
});
