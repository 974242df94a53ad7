import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { isOver, type Job } from '#shared/jobs';

/** Long work of the whole application, in the order in which it began. */
export const useJobsStore = defineStore('jobs', () => {
  const jobs = shallowRef<Job[]>([]);

  const running = computed(() => jobs.value.filter((job) => !isOver(job)));
  /** What is over, the latest first. */
  const ended = computed(() => jobs.value.filter(isOver).reverse());

  /** The whole board. */
  function adopt(board: Job[]): void {
    jobs.value = board;
  }

  /** A job that is new or has changed. */
  function update(job: Job): void {
    const at = jobs.value.findIndex(({ id }) => id === job.id);
    jobs.value = at < 0 ? [...jobs.value, job] : jobs.value.with(at, job);
  }

  return { jobs, running, ended, adopt, update };
});
